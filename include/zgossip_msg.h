//  zgossip_msg: messages of the gossip protocol

#ifndef ZGOSSIP_MSG_H_INCLUDED
#define ZGOSSIP_MSG_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zgossip_msg.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
