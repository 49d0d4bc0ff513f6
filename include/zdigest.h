//  zdigest: SHA-1 digests

#ifndef ZDIGEST_H_INCLUDED
#define ZDIGEST_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zdigest.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
