// The look at all contexts with each switch: whether code is inside a join in one of them, or has matched since. Most often nothing is, so it is
// made to be quick. V8's contexts lie far from each other, at the same places of V8's pages: each word that is read there is in no cache and no
// table of pages. So none is, as far as possible. What is read lies side by side: handles, and the objects that the contexts' slots hold, which are
// begun anew for each context once there are many.
//   And no load waits for another one: what was there last time is taken for what is there now, and only then it is seen whether that was right.
#pragma once

#include <memory>
#include <vector>

#include "context_list.h"
#include "join_stacks.h"
#include "last_matches.h"
#include "young_allocations.h"

namespace greenpatch {

class ContextLook {
 public:
  using Seen = ContextList::Seen;

  ContextLook(ContextList* contexts, JoinStacks* joins, LastMatches* matches)
      : contexts_(*contexts), joins_(*joins), matches_(*matches) {}

  // True where there is one; joined() and matched() tell which, until the next look.
  bool Any() {
    joined_.clear();
    matched_.clear();
    if (!joins_.known() && !matches_.known()) return false;
    std::vector<Seen>& all = contexts_.All();
    if (all.size() > kMany) {
      LookAtMany(&all);
    } else {
      const bool closely = matches_.HoldsInputs();
      for (Seen& seen : all) {
        if (closely || !Same(seen)) LookAt(&seen);
      }
    }
    return !joined_.empty() || !matched_.empty();
  }
  const std::vector<Seen*>& joined() const { return joined_; }
  const std::vector<Seen*>& matched() const { return matched_; }

 private:
  static constexpr size_t kMany = 32, kAhead = 24;

  // Hides from the compiler where an address comes from: it would load from the one that has to be waited for, because they are equal.
  static uintptr_t Guess(uintptr_t address) {
#if defined(__GNUC__)
    asm("" : "+r"(address));
#endif
    return address;
  }
  // Nothing is read but what is known to be an object's by then: the processor is ahead of that, the program is not.
  bool Same(const Seen& seen) const {
    const uintptr_t context = Guess(seen.context), joins = Guess(seen.joins), match = Guess(seen.match);
    if (Tagged(seen.handle) != seen.context) return false;
    if (joins_.Of(context) != seen.joins || matches_.Of(context) != seen.match) return false;
    return !joins_.Holds(joins) && !matches_.Holds(match);
  }
  bool SameMatchSlot(const Seen& seen) const {
    const uintptr_t context = Guess(seen.context);
    return Tagged(seen.handle) == seen.context && matches_.Of(context) == seen.match;
  }
  // V8 takes an array of joins out of its slot only while it has entries, and leaves those: so that slot need not be read.
  bool SameObjects(const Seen& seen) const {
    const uintptr_t joins = Guess(seen.joins), match = Guess(seen.match);
    if (Tagged(seen.joins_handle) != seen.joins || Tagged(seen.match_handle) != seen.match) return false;
    return !joins_.Holds(joins) && !matches_.Holds(match);
  }
  void LookAtMany(std::vector<Seen>* all);
  void LookAt(Seen* seen);
  void Settle(v8::Local<v8::Context> context);

  ContextList& contexts_;
  JoinStacks& joins_;
  LastMatches& matches_;
  std::vector<Seen*> joined_, matched_;
  std::unique_ptr<YoungAllocations> young_;  // once there are many contexts
  bool grows_in_young_ = true;               // V8 replaces objects by young ones, as far as that has been seen
};

}  // namespace greenpatch
