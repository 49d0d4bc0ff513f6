//  zauth: authentication of clients (ZAP)

#ifndef ZAUTH_H_INCLUDED
#define ZAUTH_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zauth.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
