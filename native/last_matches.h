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
  using Contexts = std::vector<v8::Global<v8::Context>>;  // weak
  using Seen = std::vector<ContextList::Seen*>;

  // Finds where contexts have it and verifies that; empty on success, otherwise why not.
  std::string Find(v8::Isolate* isolate, v8::Local<v8::Context> context, ContextList* contexts);

  bool known() const { return contexts_ != nullptr; }
  void Detach() { inputs_.clear(); }
  // Whether what a context's slot holds has been written to since the last mark. Where the input is what was matched, or nothing yet,
  // the object itself tells that. Every other one is to be compared with what has been marked: HoldsInputs.
  bool Holds(uintptr_t match) const {
    const uintptr_t* words = WordsOf(match) + kElementsAt;
    return (words[kCount] & (kMark | 1)) == 0 || (words[kInput] != words[kSubject] && words[kInput] != undefined_);
  }
  // What a context's slot holds.
  uintptr_t Of(uintptr_t context) const { return ContextList::Slot(context, slot_); }
  // The same will be asked soon. It may be no address.
  void Prefetch([[maybe_unused]] uintptr_t context) const {
#if defined(__GNUC__)
    __builtin_prefetch(WordsOf(context) + kElementsAt + slot_);
#endif
  }
  // Makes V8 begin a new object in it, so that those of many contexts lie side by side. It has room for so many registers that V8 needs a larger one
  // for hardly any match; that one has kLeastLarger bytes or more.
  bool Settle(v8::Local<v8::Context> context);
  static constexpr size_t kRoomy = 256, kLeastLarger = 8 * (kRoomy - 3);
  bool IsRoomy(uintptr_t context) const { return ContextList::LengthOf(Of(context)) >= kRoomy; }
  bool HoldsInputs() const { return !inputs_.empty(); }
  // Whether there has been a match in this context since the last mark.
  bool In(uintptr_t context) const {
    if (contexts_ == nullptr) return false;
    return HoldsInputs() ? DiffersFromInput(context) : Holds(Of(context));
  }
  // What comes now belongs to another stack than what there is in these contexts.
  void Mark(const Seen& seen);
  void Leave(const Seen& seen) {
    Mark(seen);
    holder_ = nullptr;
  }
  // What is there belongs to the running stack as if it had made it.
  void Unmark(const Contexts& contexts);
  void Unmark(const Kept& kept);
  Contexts ContextsOf(const Seen& seen) const;
  // The running stack, whose matches these are, is left.
  void Save(const Seen& seen, Kept* kept);
  // It goes on: whether all contexts hold what it has, but for what has been matched since; and makes them hold it.
  bool IsThere(const Kept& kept) const { return kept.empty() || holder_ == &kept; }
  void Return(const Kept& kept);
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

  struct Input {
    v8::Global<v8::Context> context;  // weak
    v8::Global<v8::Value> text;       // as it was marked
  };

  uintptr_t* CountOf(uintptr_t context) const { return WordsOf(Of(context)) + kElementsAt + kCount; }
  std::string Search(v8::Local<v8::Context> context, std::vector<size_t>* offsets);
  std::string Verify(v8::Local<v8::Context> context);
  bool KeepsWhatIsMarked(v8::Local<v8::Context> context);
  v8::Local<v8::PrimitiveArray> Copy(uintptr_t info) const;
  bool Grow(v8::Local<v8::Context> context, size_t length) const;
  void WriteTo(v8::Local<v8::Context> context, v8::Local<v8::PrimitiveArray> copy);
  void SaveOne(v8::Local<v8::Context> context, Kept* kept);
  void MarkOne(uintptr_t context);
  void UnmarkOne(uintptr_t context);
  bool DiffersFromInput(uintptr_t context) const;
  const Input* InputOf(uintptr_t context) const;

  v8::Isolate* isolate_ = nullptr;
  ContextList* contexts_ = nullptr;
  size_t slot_ = 0;                // where each context has its object
  uintptr_t undefined_ = 0;
  std::vector<Input> inputs_;  // of those contexts where it is another one than what was matched: RegExp.input has been set
  const Kept* holder_ = nullptr;  // since the last mark, contexts hold what is in there
};

}  // namespace greenpatch
