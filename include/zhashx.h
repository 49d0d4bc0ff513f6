//  zhashx: hash tables

#ifndef ZHASHX_H_INCLUDED
#define ZHASHX_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zhashx.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
