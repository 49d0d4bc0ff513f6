//  zclock: clocks and delays

#ifndef ZCLOCK_H_INCLUDED
#define ZCLOCK_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zclock.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
