//  zuuid: UUIDs

#ifndef ZUUID_H_INCLUDED
#define ZUUID_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zuuid.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
