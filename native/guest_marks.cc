#include "guest_marks.h"

namespace greenpatch {

namespace {

// Calls `see` with each small number that stands in front of what could be a saved frame pointer.
template <typename See>
bool Scan(uintptr_t from, uintptr_t top, uintptr_t most, See see) {
  if (from >= top) return false;
  const auto* end = reinterpret_cast<const volatile uintptr_t*>(top & ~(sizeof(uintptr_t) - 1)) - 1;
  for (const auto* word = reinterpret_cast<const volatile uintptr_t*>(from & ~(sizeof(uintptr_t) - 1)); word < end; word++) {
    const uintptr_t mark = *word;
    if (mark - 1 >= most - 1) continue;
    const uintptr_t saved = word[1];
    if (saved > reinterpret_cast<uintptr_t>(word) && saved <= top && see(mark)) return true;
  }
  return false;
}

}  // namespace

GuestMarks::Marks GuestMarks::On(uintptr_t top) {
  const volatile char here = 0;
  Marks marks;
  Scan(reinterpret_cast<uintptr_t>(&here), top, kMost, [&marks](uintptr_t mark) {
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
  return Scan(reinterpret_cast<uintptr_t>(&here), top, kMost, [this](uintptr_t mark) { return guests_.test(mark); });
}

}  // namespace greenpatch
