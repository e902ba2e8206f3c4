#include "guest_marks.h"

#include <algorithm>

namespace greenpatch {

namespace {

// Calls `see` with each small number between two addresses that stands in front of what could be a saved frame pointer.
template <typename See>
bool Scan(uintptr_t from, uintptr_t to, uintptr_t top, uintptr_t most, See see) {
  if (from >= to) return false;
  const auto* end = reinterpret_cast<const volatile uintptr_t*>(to & ~(sizeof(uintptr_t) - 1)) - 1;
  for (const auto* word = reinterpret_cast<const volatile uintptr_t*>(from & ~(sizeof(uintptr_t) - 1)); word < end; word++) {
    const uintptr_t mark = *word;
    if (mark - 1 >= most - 1) continue;
    const uintptr_t saved = word[1];
    if (saved > reinterpret_cast<uintptr_t>(word) && saved <= top && see(mark)) return true;
  }
  return false;
}

}  // namespace

void GuestMarks::Clear() {
  volatile char below[kCleared];
  std::fill(below, below + kCleared, 0);
  cleared_below_ = reinterpret_cast<uintptr_t>(below) + kCleared;
}

GuestMarks::Marks GuestMarks::On(uintptr_t top) const {
  const volatile char here = 0;
  Marks marks;
  Scan(reinterpret_cast<uintptr_t>(&here), std::min(cleared_below_, top), top, kMost, [&marks](uintptr_t mark) {
    marks.set(mark);
    return false;
  });
  return marks;
}

bool GuestMarks::Learn() {
  guests_ = inside_ & ~outside_;
  known_ = guests_.any();
  return known_;
}

bool GuestMarks::Any(uintptr_t top) const {
  const volatile char here = 0;
  return Scan(reinterpret_cast<uintptr_t>(&here), top, top, kMost, [this](uintptr_t mark) { return guests_.test(mark); });
}

}  // namespace greenpatch
