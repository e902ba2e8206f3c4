// Waits for input of pipes, sockets and terminals, and for the other side of a named pipe, without one of libuv's threads: those
// are few, and one that never comes back keeps the process from ending (Linux).
#pragma once

#include <uv.h>
#include <v8.h>

namespace greenpatch {

using Info = v8::FunctionCallbackInfo<v8::Value>;

// inputOpen(fd): a descriptor of the same open file, to be used with the functions below; -1 when there is nothing to wait for: an
// ordinary file, a bad descriptor, or one that does not block.
void InputOpen(const Info& info);

// inputWait(own, fn): calls fn once when there is input, an end, or an error; keeps the loop alive until then.
void InputWait(const Info& info);

// inputClose(own): ends a wait, if there is one, and closes the descriptor.
void InputClose(const Info& info);

// inputRead(own, view, offset, length): bytes read, -1 when there is no input after all, -2 when it has to be read in another way.
void InputRead(const Info& info);

// openSlowly(path, flags, fn): opens in a thread of its own, and calls fn with the descriptor or -errno; keeps the loop alive until
// then. Returns false when there is no such thread.
void OpenSlowly(const Info& info);

// Whether a handle of the loop is one that this waits with.
bool IsInputWatchers(const uv_handle_t* handle);

}  // namespace greenpatch
