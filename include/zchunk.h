//  zchunk: blocks of bytes

#ifndef ZCHUNK_H_INCLUDED
#define ZCHUNK_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zchunk.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
