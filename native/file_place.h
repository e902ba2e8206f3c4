// Where a file lies, told without waiting for a network or another process (Linux 5.12 and newer).
#pragma once

#include <v8.h>

namespace greenpatch {

using Info = v8::FunctionCallbackInfo<v8::Value>;

// filePlace(path, follow, patient, out): where a call on a path would work. `out` is a Float64Array that gets
//   [0] the number of the mount, that of the nearest folder above where nothing is there;
//   [1] st_mode of what is there; 0 when the system has an error to tell: nothing is there, no permission;
//   [2] its size, [3] how many names it has, [4] whether what is in it lies behind caches.
// Of a link that leads nowhere it is the link, be it followed or not. False when that cannot be told without waiting for
// others. A patient caller gets an answer for any mount.
void FilePlace(const Info& info);

// filePlaceAt(fd, patient, out): the same of an open file. [5] gets its flags, as of fcntl.
void FilePlaceAt(const Info& info);

// mountIsSlow(number): its answers are not to be waited for from now on. The mount point.
void MountIsSlow(const Info& info);

// threadSlept(): how long this thread has slept, in ms since some moment: it neither ran nor stood in line for a processor.
void ThreadSlept(const Info& info);

#ifdef __linux__

// Whether a path leads to a file on a mount that answers by itself, found out by waiting for that mount if need be.
bool IsFileNear(const char* path);

#endif

}  // namespace greenpatch
