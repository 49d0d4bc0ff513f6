//  zgossip: tuples spread over a loose graph of nodes

#ifndef ZGOSSIP_H_INCLUDED
#define ZGOSSIP_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zgossip.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
