#include "context_list.h"

#if defined(__linux__) && !defined(V8_COMPRESS_POINTERS)

#include <algorithm>
#include <vector>

#include "signals_blocked.h"

namespace greenpatch {

using v8::Context;
using v8::HandleScope;
using v8::Isolate;
using v8::Local;
using v8::PrimitiveArray;
using v8::Value;

namespace {

KnownOffsets known_offsets;
constexpr size_t kLeastLength = 100, kMostLength = 2000;  // of a context; all known versions have about 300

size_t CountContexts(Isolate* isolate) {
  v8::HeapStatistics statistics;
  isolate->GetHeapStatistics(&statistics);
  return statistics.number_of_native_contexts();
}

}  // namespace

std::string ContextList::Find(Isolate* isolate, Local<Context> context) {
  const HandleScope handles(isolate);
  isolate_ = isolate;
  undefined_ = Tagged(v8::Undefined(isolate).As<Value>());
  const uintptr_t words = WordsOf(Tagged(context))[kLengthWord];
  const auto length = static_cast<size_t>(AsArray(context)->Length());
  if (length < kLeastLength || length > kMostLength || words != uintptr_t{length} << 32)
    return "V8's contexts are not laid out as known";
  std::vector<size_t> offsets;
  const auto search = [&](std::vector<size_t>* found) { return Search(context, found); };
  const std::string why = known_offsets.Get(search, &offsets);
  if (!why.empty()) return why;
  contexts_ = reinterpret_cast<uintptr_t*>(reinterpret_cast<char*>(isolate) + offsets[0]);
  next_slot_ = offsets[1];
  const std::string wrong = Verify(context);
  if (!wrong.empty()) contexts_ = nullptr;
  return wrong;
}

// The list of contexts is the word whose change makes V8 count none.
std::string ContextList::Search(Local<Context> context, std::vector<size_t>* offsets) {
  MemoryMap memory;
  if (!memory.readable()) return "this process may not read its own memory safely";
  const size_t length = LengthOf(Tagged(context));
  const std::vector<uintptr_t> words = memory.Words(isolate_, IsolateBytes(memory, isolate_));
  std::vector<size_t> heads;
  const bool only_one = CountContexts(isolate_) == 1;  // then the list begins with it, and little has to be read
  for (size_t i = 0; i < words.size(); i++) {
    uintptr_t copy[2] = {0, 0};
    if (only_one && words[i] != Tagged(context)) continue;
    if (!IsHeapObject(words[i]) || memory.Read(WordsOf(words[i]), copy, sizeof copy) != sizeof copy) continue;
    if (copy[kLengthWord] != uintptr_t{length} << 32) continue;
    const SignalsBlocked signals_blocked;
    auto* word = reinterpret_cast<volatile uintptr_t*>(isolate_) + i;
    *word = undefined_;
    if (CountContexts(isolate_) == 0) heads.push_back(i * sizeof(uintptr_t));
    *word = words[i];
  }
  if (heads.size() != 1) return "V8's list of contexts was found " + std::to_string(heads.size()) + " times instead of once";
  auto* head = reinterpret_cast<volatile uintptr_t*>(reinterpret_cast<char*>(isolate_) + heads[0]);
  const size_t next = FindNextSlot(context, head, length);
  if (next == length) return "the links between V8's contexts were not found";
  *offsets = {heads[0], next};
  return "";
}

// Which element of a context is the next one's: an array of undefined stands for a context, and V8 counts more than this one when
// the element that is looked for is a context.
size_t ContextList::FindNextSlot(Local<Context> context, volatile uintptr_t* head, size_t length) {
  Local<PrimitiveArray> stand_in = PrimitiveArray::New(isolate_, static_cast<int>(length));
  const auto found_in = [&](size_t from, size_t to) {
    for (size_t i = 0; i < length; i++) {
      Local<Value> value = v8::Undefined(isolate_);
      if (i >= from && i < to) value = MakeHandle<Value>(isolate_, Tagged(context));
      Set(isolate_, stand_in, i, value);
    }
    const SignalsBlocked signals_blocked;
    const uintptr_t old = *head;
    *head = Tagged(stand_in);
    const size_t count = CountContexts(isolate_);
    *head = old;
    return count > 1;
  };
  size_t from = 0, to = length;
  if (!found_in(from, to)) return length;
  while (to - from > 1) {
    const size_t middle = (from + to) / 2;
    if (found_in(from, middle)) to = middle;
    else from = middle;
  }
  return found_in(from, to) ? from : length;
}

std::string ContextList::Verify(Local<Context> context) const {
  size_t count = 0;
  for (uintptr_t c = *contexts_; c != undefined_ && count < 1 << 20; c = Slot(c, next_slot_)) {
    if (!IsHeapObject(c) || LengthOf(c) != LengthOf(Tagged(context))) return "V8's list of contexts leads elsewhere";
    count++;
  }
  return count == CountContexts(isolate_) ? "" : "V8's list of contexts has another length";
}

// Contexts have been made since, or the newest are gone. Where many are gone, what is known of those is dropped.
void ContextList::Learn() {
  const HandleScope handles(isolate_);
  while (!seen_.empty() && Tagged(seen_.back().handle) == 0) seen_.pop_back();
  if (seen_.size() >= most_seen_) {
    std::erase_if(seen_, [](const Seen& seen) { return Tagged(seen.handle) == 0; });
    most_seen_ = std::max(kMostSeen, 2 * seen_.size());
  }
  const uintptr_t newest = seen_.empty() ? 0 : Tagged(seen_.back().handle);
  std::vector<Local<Context>> found;
  uintptr_t c = *contexts_;
  for (; c != undefined_ && c != newest; c = Slot(c, next_slot_)) found.push_back(MakeHandle<Context>(isolate_, c));
  if (c == undefined_) seen_.clear();
  for (size_t i = found.size(); i-- > 0;) {
    seen_.emplace_back();
    seen_.back().handle.Reset(isolate_, found[i]);
    seen_.back().handle.SetWeak();
  }
}

}  // namespace greenpatch

#else

namespace greenpatch {

std::string ContextList::Find(v8::Isolate*, v8::Local<v8::Context>) { return "V8's memory is not looked at on this platform"; }
void ContextList::Learn() {}

}  // namespace greenpatch

#endif
