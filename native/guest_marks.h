// Whether the running stack could be inside a guest, an instance of WebAssembly, told by the words on it. V8 puts a small number into
// each frame that is not one of JavaScript's, in front of the saved frame pointer: the kind of frame. Those of WebAssembly are learned by a
// call into an instance. A stack without any of them is inside no guest; for one with such words, which may be something else, V8 is asked.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>

namespace greenpatch {

class GuestMarks {
 public:
  bool known() const { return known_; }
  // Empties what lies below, so that what is seen there afterwards has been put there since.
  void Clear();
  // Learns from what has been put there, in frames whose stack begins at `top`: first outside of any guest, then inside one, where
  // the other marks are those of guests.
  void SeeOutside(uintptr_t top) { outside_ |= On(top); }
  void SeeInside(uintptr_t top) { inside_ |= On(top); }
  // False where a call into an instance has left no mark.
  bool Learn();
  // Whether there is a mark of guests between here and `top`.
  bool Any(uintptr_t top) const;

 private:
  static constexpr size_t kMost = 256;  // all kinds of frames have smaller ones
  static constexpr size_t kCleared = 16 * 1024;
  using Marks = std::bitset<kMost>;
  Marks On(uintptr_t top) const;

  bool known_ = false;
  uintptr_t cleared_below_ = 0;
  Marks outside_, inside_, guests_;
};

}  // namespace greenpatch
