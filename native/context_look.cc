#include "context_look.h"

namespace greenpatch {

// A slot of the last match is written to only where V8 needs a larger object. Where it can't have made one, slots need not be read.
void ContextLook::LookAtMany(std::vector<Seen>* all) {
  if (young_ == nullptr) {
    young_ = std::make_unique<YoungAllocations>(v8::Isolate::GetCurrent());
    for (Seen& seen : *all) seen.context = ContextList::kNew;
  }
  const bool slots = !young_->LessThan(LastMatches::kLeastLarger) || !grows_in_young_, closely = matches_.HoldsInputs();
  for (size_t i = 0; i < all->size(); i++) {
    Seen& seen = (*all)[i];
    if (slots && i + kAhead < all->size()) matches_.Prefetch((*all)[i + kAhead].context);
    if (closely || (slots && !SameMatchSlot(seen)) || !SameObjects(seen)) LookAt(&seen);
  }
  young_->LessThan(0);
}

// Brings what is read of it to where that of the others is.
void ContextLook::Settle(v8::Local<v8::Context> context) {
  joins_.Settle(context);
  if (young_ == nullptr) return;
  young_->LessThan(0);
  if (matches_.Settle(context) && young_->LessThan(LastMatches::kLeastLarger)) grows_in_young_ = false;
}

// Where something is unknown or gone, what is taken for it next time is nowhere.
void ContextLook::LookAt(Seen* seen) {
  v8::Isolate* const isolate = v8::Isolate::GetCurrent();
  const v8::HandleScope handles(isolate);
  const bool is_new = seen->context == ContextList::kNew;
  seen->context = ContextList::kUnseen;
  seen->joins = seen->match = ContextList::kUnseen;
  if (seen->handle.IsEmpty()) {
    seen->joins_handle.Reset();
    seen->match_handle.Reset();
    return;
  }
  const v8::Local<v8::Context> handle = seen->handle.Get(isolate);
  if (is_new) Settle(handle);
  const uintptr_t context = Tagged(handle);
  if (joins_.In(context)) joined_.push_back(seen);
  if (matches_.In(context)) matched_.push_back(seen);
  if (!joins_.known() || !matches_.known() || !joins_.IsArray(joins_.Of(context))) return;
  if (young_ != nullptr && !matches_.IsRoomy(context)) return;
  seen->context = context;
  seen->joins = joins_.Of(context);
  seen->match = matches_.Of(context);
  const auto hold = [isolate](v8::Global<v8::Value>* held, uintptr_t object) {
    if (Tagged(*held) != object) held->Reset(isolate, MakeHandle<v8::Value>(isolate, object));
  };
  hold(&seen->joins_handle, seen->joins);
  hold(&seen->match_handle, seen->match);
}

}  // namespace greenpatch
