//  zsys: the process: its sockets, log, signals, files

#ifndef ZSYS_H_INCLUDED
#define ZSYS_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zsys.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
