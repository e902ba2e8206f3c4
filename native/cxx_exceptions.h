// C++ keeps, in thread-local storage, the list of exceptions that are being handled and the number of those that are on their way.
// Both are stack-shaped: an addon that calls JavaScript inside a `catch` would find another stack's exception there.
#pragma once

#if !defined(_MSC_VER)
#include <cxxabi.h>
#endif

#include <utility>

namespace greenpatch {

#if defined(_MSC_VER)

// Each thread has its own there, and so has each coroutine of the threads engine.
struct CxxExceptions {};
inline CxxExceptions ExchangeCxxExceptions(CxxExceptions) { return {}; }

#else

// __cxa_eh_globals of the Itanium C++ ABI, and of its variant for 32-bit ARM.
struct CxxExceptions {
  void* caught = nullptr;
  unsigned int uncaught = 0;
#if defined(__ARM_EABI_UNWINDER__)
  void* propagating = nullptr;
#endif
};

inline CxxExceptions ExchangeCxxExceptions(CxxExceptions theirs) {
  return std::exchange(*reinterpret_cast<CxxExceptions*>(abi::__cxa_get_globals()), theirs);
}

#endif

}  // namespace greenpatch
