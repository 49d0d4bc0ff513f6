//  zgossip_msg: messages of the gossip protocol

#include "czmq.h"

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

//  --- functions, generated from src/zgossip_msg.rs

// Creates a message without a command. The caller destroys it.
CZMQ_EXPORT zgossip_msg_t *zgossip_msg_new(void);

// Destroys a message and sets the caller's variable to NULL; nothing if it is NULL already.
CZMQ_EXPORT void zgossip_msg_destroy(zgossip_msg_t **self_p);

// Receives a message from a socket, and waits for it; from a ROUTER with the routing id of the
// peer that sent it. Returns 0, or -1 and errno: EPROTO if something else came, which is dropped
// and logged, EINTR, EAGAIN or ETERM if nothing came. The message is then as it was, but
// for the routing id.
CZMQ_EXPORT int zgossip_msg_recv(zgossip_msg_t *self_, zsock_t *input);

// Sends a message to a socket, and keeps it; to a ROUTER for the peer of the routing id. Returns
// 0, or -1 and errno: EINVAL without a command, EHOSTUNREACH on a ROUTER without a routing id, or
// what the socket says.
CZMQ_EXPORT int zgossip_msg_send(zgossip_msg_t *self_, zsock_t *output);

// Logs the message at debug level.
CZMQ_EXPORT void zgossip_msg_print(zgossip_msg_t *self_);

// Returns the routing id of the peer that sent the message, or that it is for; NULL without one.
// It belongs to the message.
CZMQ_EXPORT zframe_t *zgossip_msg_routing_id(zgossip_msg_t *self_);

// Sets the routing id of the peer that the message is for to a copy of a frame; none for NULL.
CZMQ_EXPORT void zgossip_msg_set_routing_id(zgossip_msg_t *self_, zframe_t *routing_id);

// Returns the command: ZGOSSIP_MSG_HELLO, …; 0 in a new message.
CZMQ_EXPORT int zgossip_msg_id(zgossip_msg_t *self_);

// Sets the command: ZGOSSIP_MSG_HELLO, …
CZMQ_EXPORT void zgossip_msg_set_id(zgossip_msg_t *self_, int id);

// Returns the command's name, `HELLO`, …, or `?` for an unknown one.
CZMQ_EXPORT const char *zgossip_msg_command(zgossip_msg_t *self_);

// Returns the key, which belongs to the message; empty if none was set.
CZMQ_EXPORT const char *zgossip_msg_key(zgossip_msg_t *self_);

// Sets the key to a copy, cut after 255 bytes.
CZMQ_EXPORT void zgossip_msg_set_key(zgossip_msg_t *self_, const char *key);

// Returns the value, which belongs to the message; empty if none was set.
CZMQ_EXPORT const char *zgossip_msg_value(zgossip_msg_t *self_);

// Sets the value to a copy; empty for NULL.
CZMQ_EXPORT void zgossip_msg_set_value(zgossip_msg_t *self_, const char *value);

// Returns the ttl field.
CZMQ_EXPORT uint32_t zgossip_msg_ttl(zgossip_msg_t *self_);

// Sets the ttl field.
CZMQ_EXPORT void zgossip_msg_set_ttl(zgossip_msg_t *self_, uint32_t ttl);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zgossip_msg_test(bool _verbose);

//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
