//  zactor: actors: threads that talk over a pipe

#ifndef ZACTOR_H_INCLUDED
#define ZACTOR_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zactor.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
