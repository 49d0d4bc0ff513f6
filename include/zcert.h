//  zcert: CURVE certificates

#ifndef ZCERT_H_INCLUDED
#define ZCERT_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zcert.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
