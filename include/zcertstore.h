//  zcertstore: stores of certificates

#ifndef ZCERTSTORE_H_INCLUDED
#define ZCERTSTORE_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zcertstore.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
