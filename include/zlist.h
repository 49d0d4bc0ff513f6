//  zlist: simple lists

#ifndef ZLIST_H_INCLUDED
#define ZLIST_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zlist.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
