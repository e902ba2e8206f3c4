// C++ keeps, in thread-local storage, the list of exceptions that are being handled and the number of those that are on their way.
// Both are stack-shaped: an addon that calls JavaScript inside a `catch` would find another stack's exception there. Nearly always there
// is nothing, so they are looked at with each switch and exchanged only when there is something.
#pragma once

#if !defined(_MSC_VER)
#include <cxxabi.h>
#endif

namespace greenpatch {

#if defined(_MSC_VER)

// Not stack-shaped there.
struct CxxExceptions {
  bool Any() const { return false; }
};
inline CxxExceptions* CxxExceptionsOfThread() { return nullptr; }

#else

// __cxa_eh_globals of the Itanium C++ ABI, and of its variant for 32-bit ARM.
struct CxxExceptions {
  void* caught = nullptr;
  unsigned int uncaught = 0;
#if defined(__ARM_EABI_UNWINDER__)
  void* propagating = nullptr;
  bool Any() const { return caught != nullptr || uncaught != 0 || propagating != nullptr; }
#else
  bool Any() const { return caught != nullptr || uncaught != 0; }
#endif
};

// Of the calling thread. They stay where they are as long as it lives.
inline CxxExceptions* CxxExceptionsOfThread() { return reinterpret_cast<CxxExceptions*>(abi::__cxa_get_globals()); }

#endif

}  // namespace greenpatch
