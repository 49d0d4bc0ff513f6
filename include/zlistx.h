//  zlistx: lists

#ifndef ZLISTX_H_INCLUDED
#define ZLISTX_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zlistx.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
