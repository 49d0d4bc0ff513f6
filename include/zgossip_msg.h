//  zgossip_msg: messages of the gossip protocol

#ifndef ZGOSSIP_MSG_H_INCLUDED
#define ZGOSSIP_MSG_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  Commands
#define ZGOSSIP_MSG_HELLO 1
#define ZGOSSIP_MSG_PUBLISH 2
#define ZGOSSIP_MSG_PING 3
#define ZGOSSIP_MSG_PONG 4
#define ZGOSSIP_MSG_INVALID 5

//  --- functions, generated from src/edge/zgossip_msg.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
