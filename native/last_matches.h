// The last match of a regular expression, which RegExp.$1, RegExp.lastMatch, RegExp.input and their like tell. V8 has one for each
// context, an object that each match writes to. A stack that has matched and parks keeps a copy, and has it back when it goes on.
// Whether there has been a match since is told by a mark in the object, which the next match takes away: most switches look at that
// and do nothing. What a stack begins with, and what it leaves to its resumer when it ends, is what a plain call would.
// See docs/internals/state-that-leaves-with-a-stack.md.
#pragma once

#include <v8.h>

#include <string>
#include <vector>

#include "context_list.h"

namespace greenpatch {

class LastMatches {
 public:
  static constexpr uintptr_t kMark = 2;  // in the word of the number of registers

  // One context's.
  struct Match {
    v8::Global<v8::Context> context;  // weak
    v8::Global<v8::PrimitiveArray> copy;
  };
  // A stack's, once it has parked after a match.
  using Kept = std::vector<Match>;

  // Finds where contexts have it and verifies that; empty on success, otherwise why not.
  std::string Find(v8::Isolate* isolate, v8::Local<v8::Context> context, ContextList* contexts);

  // Whether there has been a match in this context since the last mark.
  bool In(uintptr_t context) const { return contexts_ != nullptr && (*CountOf(context) & (kMark | 1)) == 0; }
  bool Any() {
    return contexts_ != nullptr && contexts_->AnyOf([this](uintptr_t c) { return In(c); });
  }
  // What comes now belongs to another stack.
  void Mark();
  // What is there belongs to the running stack as if it had made it.
  void Unmark();
  // The running stack, whose matches these are, is left.
  void Save(Kept* kept);
  // It goes on.
  void Return(const Kept& kept) {
    if (!kept.empty() && (holder_ != &kept || Any())) Write(kept);
  }
  // It has ended.
  void Drop(Kept* kept) {
    if (kept->empty()) return;
    if (holder_ == kept) holder_ = nullptr;
    kept->clear();
  }

 private:
  // V8's object, behind its length: the number of registers, the subject, the input, then a register for the start and one for the end
  // of the match and of each group.
  static constexpr size_t kCount = 0, kSubject = 1, kInput = 2, kRegisters = 3;

  uintptr_t Of(uintptr_t context) const { return ContextList::Slot(context, slot_); }
  uintptr_t* CountOf(uintptr_t context) const { return WordsOf(Of(context)) + kElementsAt + kCount; }
  std::string Search(v8::Local<v8::Context> context, std::vector<size_t>* offsets);
  std::string Verify(v8::Local<v8::Context> context);
  bool KeepsWhatIsMarked(v8::Local<v8::Context> context);
  v8::Local<v8::PrimitiveArray> Copy(uintptr_t info) const;
  bool Grow(v8::Local<v8::Context> context, size_t length) const;
  void WriteTo(v8::Local<v8::Context> context, v8::Local<v8::PrimitiveArray> copy) const;
  void SaveOne(v8::Local<v8::Context> context, Kept* kept) const;
  void Write(const Kept& kept);

  v8::Isolate* isolate_ = nullptr;
  ContextList* contexts_ = nullptr;
  size_t slot_ = 0;                // where each context has its object
  const Kept* holder_ = nullptr;  // since the last mark, contexts hold what is in there
};

}  // namespace greenpatch
