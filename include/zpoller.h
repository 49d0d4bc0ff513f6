//  zpoller: waiting for several sockets

#ifndef ZPOLLER_H_INCLUDED
#define ZPOLLER_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zpoller.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
