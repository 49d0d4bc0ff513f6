//  zloop: an event-driven reactor

#ifndef ZLOOP_H_INCLUDED
#define ZLOOP_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zloop.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
