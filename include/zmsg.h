//  zmsg: multipart messages

#include "czmq.h"

#ifndef ZMSG_H_INCLUDED
#define ZMSG_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/zmsg.rs

// Creates an empty message. The caller destroys it.
CZMQ_EXPORT zmsg_t *zmsg_new(void);

// Receives a whole message from a zsock, a zactor or a libzmq socket; waits for it. Returns NULL
// and errno if that fails: EINTR after a signal, EAGAIN after the socket's timeout, ETERM at the
// end. The caller destroys the message.
CZMQ_EXPORT zmsg_t *zmsg_recv(void *source);

// Receives a whole message without waiting; as zmsg_recv, with EAGAIN if there is none.
CZMQ_EXPORT zmsg_t *zmsg_recv_nowait(void *source);

// Loads a message that zmsg_save wrote, up to the end of the file. Returns NULL, errno EPROTO, if
// a frame is truncated. The caller destroys the message.
CZMQ_EXPORT zmsg_t *zmsg_load(FILE *file);

// Reads a message that zmsg_encode put into a frame. Returns NULL, errno EPROTO, if the frame is
// malformed. The frame stays the caller's, who destroys the message.
CZMQ_EXPORT zmsg_t *zmsg_decode(zframe_t *frame);

// Creates a signal message, which zsock_wait understands. The caller destroys it.
CZMQ_EXPORT zmsg_t *zmsg_new_signal(uint8_t status);

// Destroys a message and its frames, and sets the caller's variable to NULL; nothing if it is
// NULL already.
CZMQ_EXPORT void zmsg_destroy(zmsg_t **self_p);

// Sends a message to a zsock, a zactor or a libzmq socket. Returns 0; the message is then
// destroyed and the caller's variable NULL. Returns -1 and errno if it cannot be sent; the frames
// that were not sent stay in the message. Nothing is sent for a message without frames, or NULL.
CZMQ_EXPORT int zmsg_send(zmsg_t **self_p, void *dest);

// Sends a message as zmsg_send does, as the first frames of a longer one: what is sent next
// belongs to it. Returns what zmsg_send does.
CZMQ_EXPORT int zmsg_sendm(zmsg_t **self_p, void *dest);

// Returns the number of frames.
CZMQ_EXPORT size_t zmsg_size(zmsg_t *self_);

// Returns the sum of the frames' sizes, in bytes.
CZMQ_EXPORT size_t zmsg_content_size(zmsg_t *self_);

// Prepends a frame. The message takes the frame and sets the caller's variable to NULL. Returns 0.
CZMQ_EXPORT int zmsg_prepend(zmsg_t *self_, zframe_t **frame_p);

// Appends a frame. The message takes the frame and sets the caller's variable to NULL. Returns 0.
CZMQ_EXPORT int zmsg_append(zmsg_t *self_, zframe_t **frame_p);

// Removes and returns the first frame. Returns NULL if there is none. The caller destroys the
// frame.
CZMQ_EXPORT zframe_t *zmsg_pop(zmsg_t *self_);

// Prepends a frame with a copy of `size` bytes; of zero bytes, if `data` is NULL. Returns 0, or -1
// with errno set to ENOMEM.
CZMQ_EXPORT int zmsg_pushmem(zmsg_t *self_, const void *data, size_t size);

// Appends a frame with a copy of `size` bytes; of zero bytes, if `data` is NULL. Returns 0, or -1
// with errno set to ENOMEM.
CZMQ_EXPORT int zmsg_addmem(zmsg_t *self_, const void *data, size_t size);

// Prepends a frame with a string, without its terminator. Returns 0, or -1 with errno set to
// ENOMEM.
CZMQ_EXPORT int zmsg_pushstr(zmsg_t *self_, const char *string);

// Appends a frame with a string, without its terminator. Returns 0, or -1 with errno set to
// ENOMEM.
CZMQ_EXPORT int zmsg_addstr(zmsg_t *self_, const char *string);

// Prepends a frame with a string formatted as printf does. Returns 0, or -1 with errno set to
// ENOMEM.
CZMQ_EXPORT int zmsg_pushstrf(zmsg_t *self_, const char *format, ...) CHECK_PRINTF(2);

// Appends a frame with a string formatted as printf does. Returns 0, or -1 with errno set to
// ENOMEM.
CZMQ_EXPORT int zmsg_addstrf(zmsg_t *self_, const char *format, ...) CHECK_PRINTF(2);

// Removes the first frame and returns it as a string. Returns NULL if there is none. The caller
// frees it.
CZMQ_EXPORT char *zmsg_popstr(zmsg_t *self_);

// Puts another message, encoded as one frame, after the frames. It is destroyed and the caller's
// variable set to NULL. Returns 0, or -1 with errno set to ENOMEM.
CZMQ_EXPORT int zmsg_addmsg(zmsg_t *self_, zmsg_t **msg_p);

// Removes the first frame and returns it as a message, which zmsg_addmsg put there. Returns NULL
// if there is none, or, errno EPROTO, if the frame is malformed. The caller destroys the message.
CZMQ_EXPORT zmsg_t *zmsg_popmsg(zmsg_t *self_);

// Removes a frame from the message without destroying it; the caller then owns it. Nothing if it
// is not one of the message's. A walk with zmsg_next goes on with the frame that followed.
CZMQ_EXPORT void zmsg_remove(zmsg_t *self_, zframe_t *frame);

// Returns the first frame, and starts a walk there. Returns NULL if there is none. The frame
// stays the message's.
CZMQ_EXPORT zframe_t *zmsg_first(zmsg_t *self_);

// Returns the next frame of a walk, or NULL after the last; the call after that starts over. A
// change of the message does that too, unless it is zmsg_remove. The frame stays the message's.
CZMQ_EXPORT zframe_t *zmsg_next(zmsg_t *self_);

// Returns the last frame, and puts a walk there. Returns NULL if there is none. The frame stays
// the message's.
CZMQ_EXPORT zframe_t *zmsg_last(zmsg_t *self_);

// Saves a message to a file, from where zmsg_load reads it: for each frame its size, 8 bytes in
// native order, and its bytes. One message fits in a file. Returns 0, or -1 if the file did not
// take everything.
CZMQ_EXPORT int zmsg_save(zmsg_t *self_, FILE *file);

// Returns the message encoded in one frame, for zmsg_decode. The message stays. The caller
// destroys the frame.
CZMQ_EXPORT zframe_t *zmsg_encode(zmsg_t *self_);

// Creates a message with copies of all frames; NULL for NULL, or if there is no memory. The caller
// destroys it.
CZMQ_EXPORT zmsg_t *zmsg_dup(zmsg_t *self_);

// Logs all frames, one by line, as zframe_print does.
CZMQ_EXPORT void zmsg_print(zmsg_t *self_);

// Returns true if both messages have the same frames; false if either is NULL.
CZMQ_EXPORT bool zmsg_eq(zmsg_t *self_, zmsg_t *other);

// Returns the status that a signal message carries, 0 to 255, or -1 if it is not one.
CZMQ_EXPORT int zmsg_signal(zmsg_t *self_);

// Returns true if the object is a message.
CZMQ_EXPORT bool zmsg_is(void *self_);

// Removes and returns the first frame, and removes an empty frame after it, as a REQ socket's peer
// sees a request. Returns the frame, which the caller destroys, or NULL if there is none.
CZMQ_EXPORT zframe_t *zmsg_unwrap(zmsg_t *self_);

// Prepends a frame and an empty frame, which zmsg_unwrap removes. The message takes the frame.
CZMQ_EXPORT void zmsg_wrap(zmsg_t *self_, zframe_t *frame);

// Prepends a frame and takes it; the deprecated form of zmsg_prepend. Returns 0.
CZMQ_EXPORT int zmsg_push(zmsg_t *self_, zframe_t *frame);

// Appends a frame and takes it; the deprecated form of zmsg_append. Returns 0.
CZMQ_EXPORT int zmsg_add(zmsg_t *self_, zframe_t *frame);

// Prints the message to a file: a line of dashes, then at most ten frames, as zframe_fprint does.
CZMQ_EXPORT void zmsg_fprint(zmsg_t *self_, FILE *file);

// Tests this class; aborts if a check fails.
CZMQ_EXPORT void zmsg_test(bool _verbose);

#ifdef CZMQ_BUILD_DRAFT_API

// Logs the first `size` bytes of every frame, as zframe_print_n does; without a size it does
// what zmsg_print does.
CZMQ_EXPORT void zmsg_print_n(zmsg_t *self_, size_t size);

// Returns the number by which a SERVER socket knows the peer that the message came from,
// or that was set; 0 for a message of another socket.
CZMQ_EXPORT uint32_t zmsg_routing_id(zmsg_t *self_);

// Selects the peer to which a SERVER socket sends the message; with 0, that of its frame
// counts, see zframe_set_routing_id.
CZMQ_EXPORT void zmsg_set_routing_id(zmsg_t *self_, uint32_t routing_id);

#endif

//  --- end of the generated functions

//  The old names
#define zmsg_dump(s) zmsg_print(s)
#define zmsg_dump_to_stream(s,F) zmsg_fprint(s,F)

#ifdef __cplusplus
}
#endif

#endif
