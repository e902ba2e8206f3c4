// V8 12 keeps one list per isolate of objects that must be destroyed before a sudden shutdown, and checks that they leave it
// in the reverse order of their coming. JSON.stringify puts one there, on its own stack: two fibers that park inside it (in a
// toJSON) and go on in another order would end the process. So every stack gets a list of its own, swapped with the stack.
// Other versions of V8 have no such list.
#pragma once

#include <v8.h>

#include <string>

namespace greenpatch {

// The three words of V8's std::vector.
struct ShutdownList {
  void* begin = nullptr;
  void* end = nullptr;
  void* capacity = nullptr;
};

// Where the isolate keeps its list: found by what a nested JSON.stringify does to it. Null where there is none; and where it is
// not found exactly once, or not where an earlier thread has found it: then `why` says so.
ShutdownList* FindShutdownList(v8::Isolate* isolate, std::string* why);

}  // namespace greenpatch
