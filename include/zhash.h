//  zhash: simple hash tables with string keys

#ifndef ZHASH_H_INCLUDED
#define ZHASH_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zhash.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
