// What V8 has allocated in its young generation since the last look, told by where its next object will be.
#pragma once

#include <v8.h>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace greenpatch {

class YoungAllocations {
 public:
  explicit YoungAllocations(v8::Isolate* isolate)
      : area_(reinterpret_cast<const volatile uintptr_t*>(reinterpret_cast<char*>(isolate) +
                                                          v8::internal::Internals::kNewAllocationInfoOffset)) {}

  // Whether there can have been no object of so many bytes since the last call. V8 takes objects from an area, one behind the other, until it needs
  // another one; so what is told holds within one area. It has other areas for objects of more than 128 KiB, and another one after each garbage
  // collection. Neither fits into so short a time: to fill such an object, or to collect.
  bool LessThan(size_t bytes) {
    const Clock::time_point now = Clock::now();
    const uintptr_t start = area_[kStart], top = area_[kTop], limit = area_[kLimit];
    const bool same = start == start_ && limit == limit_ && top_ > start && top >= top_ && top <= limit;
    const bool less = same && top - top_ < bytes && now - at_ < kMost;
    start_ = start;
    top_ = top;
    limit_ = limit;
    at_ = now;
    return less;
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr size_t kStart = 0, kTop = 1, kLimit = 2;
  static constexpr std::chrono::microseconds kMost{4};

  const volatile uintptr_t* area_;
  uintptr_t start_ = 0, top_ = 0, limit_ = 0;
  Clock::time_point at_;
};

}  // namespace greenpatch
