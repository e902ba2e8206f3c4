// What the kernel's caches can answer about files, without waiting for a disk or a network (Linux 5.12 and newer). Each function
// takes and returns small values; "cold" means that only the ordinary, possibly slow way can tell. A "fresh" path was warm a
// moment ago.
#pragma once

#include <v8.h>

namespace greenpatch {

using Info = v8::FunctionCallbackInfo<v8::Value>;

// warmWorks(): whether the kernel has all that the others need. Probed once per process; the others must not be called if not.
void WarmWorks(const Info& info);

// warmReadFile(path | fd, buffer, fresh): how many bytes the file has, all of them put into the buffer; -1 cold; -2 - size when the
// buffer is too small. From an fd it reads from the file's position on, and moves that only when it has succeeded.
void WarmReadFile(const Info& info);

// warmRead(fd, view, offset, length, position | -1): how many bytes have been read, or -1 cold: then nothing has been touched. -1 is
// the file's own position.
void WarmRead(const Info& info);

}  // namespace greenpatch
