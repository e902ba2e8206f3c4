#include "join_stacks.h"

#if defined(__linux__) && !defined(V8_COMPRESS_POINTERS)

#include <algorithm>
#include <utility>

#include "memory_map.h"
#include "v8_compat.h"

namespace greenpatch {

using v8::Context;
using v8::Function;
using v8::FunctionCallbackInfo;
using v8::HandleScope;
using v8::Isolate;
using v8::Local;
using v8::PrimitiveArray;
using v8::Value;

namespace {

KnownOffsets known_offsets;

// Where an array of V8's has an entry; -1 where it has not, or is none.
int IndexIn(const MemoryMap& memory, uintptr_t array, uintptr_t entry) {
  constexpr size_t kMostEntries = 1000;
  uintptr_t head[kElementsAt];
  if (!IsHeapObject(array) || memory.Read(WordsOf(array), head, sizeof head) != sizeof head) return -1;
  const size_t length = head[kLengthWord] >> 32;
  if ((head[kLengthWord] & 0xffffffff) != 0 || length == 0 || length > kMostEntries) return -1;
  const std::vector<uintptr_t> entries = memory.Words(WordsOf(array) + kElementsAt, length * sizeof(uintptr_t));
  const auto found = std::find(entries.begin(), entries.end(), entry);
  return found == entries.end() ? -1 : static_cast<int>(found - entries.begin());
}

// Runs `inside` within Array.prototype.join of a new array. False when it has not run, or the join's answer is not the element's.
struct Join {
  std::function<void(Local<Value> array)> inside;
  Local<Value> array;
  int calls = 0;
};

void Element(const FunctionCallbackInfo<Value>& info) {
  auto* join = static_cast<Join*>(UnwrapPointer(info.Data()));
  join->calls++;
  // The array may be joined once more, by `inside` itself.
  if (join->calls == 1) join->inside(join->array);
  info.GetReturnValue().Set(v8::String::NewFromUtf8Literal(info.GetIsolate(), "element"));
}

bool CallJoin(Local<Context> context, Local<Value> array) {
  Isolate* isolate = Isolate::GetCurrent();
  Local<Value> join, text;
  if (!array.As<v8::Object>()->Get(context, v8::String::NewFromUtf8Literal(isolate, "join")).ToLocal(&join)) return false;
  if (!join->IsFunction() || !join.As<Function>()->Call(context, array, 0, nullptr).ToLocal(&text)) return false;
  return text->StrictEquals(v8::String::NewFromUtf8Literal(isolate, "element"));
}

bool RunInJoin(Local<Context> context, std::function<void(Local<Value>)> inside) {
  Isolate* isolate = Isolate::GetCurrent();
  Join join{std::move(inside), {}, 0};
  Local<v8::Object> element = v8::Object::New(isolate);
  Local<Function> text;
  if (!Function::New(context, Element, WrapPointer(isolate, &join)).ToLocal(&text)) return false;
  if (element->Set(context, v8::String::NewFromUtf8Literal(isolate, "toString"), text).IsNothing()) return false;
  Local<Value> elements[] = {element};
  join.array = v8::Array::New(isolate, elements, 1);
  return CallJoin(context, join.array) && join.calls > 0;
}

}  // namespace

std::string JoinStacks::Find(Isolate* isolate, Local<Context> context, ContextList* contexts) {
  const HandleScope handles(isolate);
  const Context::Scope scope(context);
  const v8::TryCatch try_catch(isolate);
  isolate_ = isolate;
  undefined_ = contexts->undefined();
  std::vector<size_t> offsets;
  const auto search = [&](std::vector<size_t>* found) { return Search(context, found); };
  const std::string why = known_offsets.Get(search, &offsets);
  if (!why.empty()) return why;
  contexts_ = contexts;
  slot_ = offsets[0];
  const std::string wrong = Verify(context);
  if (!wrong.empty()) contexts_ = nullptr;
  return wrong;
}

std::string JoinStacks::Search(Local<Context> context, std::vector<size_t>* offsets) {
  MemoryMap memory;
  if (!memory.readable()) return "this process may not read its own memory safely";
  const size_t length = LengthOf(Tagged(context));
  std::vector<size_t> slots;
  const bool ran = RunInJoin(context, [&](Local<Value> array) {
    for (size_t i = 0; i < length; i++) {
      if (IndexIn(memory, Slot(Tagged(context), i), Tagged(array)) >= 0) slots.push_back(i);
    }
  });
  if (!ran) return "Array.prototype.join is not V8's own";
  if (slots.size() != 1) return "V8's stack of joins was found " + std::to_string(slots.size()) + " times instead of once";
  *offsets = slots;
  return "";
}

std::string JoinStacks::Verify(Local<Context> context) {
  // A join that is over leaves a hole behind. There may be others around this one.
  const MemoryMap memory;
  int at = -1;
  const auto look = [&](Local<Value> array) { at = IndexIn(memory, Slot(Tagged(context), slot_), Tagged(array)); };
  if (!RunInJoin(context, look)) return "Array.prototype.join is not V8's own";
  const uintptr_t joins = Slot(Tagged(context), slot_);
  if (at < 0 || !IsHeapObject(joins) || LengthOf(joins) <= static_cast<size_t>(at))
    return "V8's stack of joins is not where it was found";
  hole_ = Slot(joins, static_cast<size_t>(at));
  if (!IsHeapObject(hole_) || hole_ == undefined_) return "V8's stack of joins does not end as known";
  Held outer = Take();
  const bool right = !Any() && CanExchange(context);
  Put(outer);
  return right ? "" : "V8's stack of joins can't be exchanged";
}

bool JoinStacks::CanExchange(Local<Context> context) {
  bool seen = false, empty_inside = false, again = false, back = false;
  const bool right = RunInJoin(context, [&](Local<Value> array) {
    seen = Any() && Slot(Slot(Tagged(context), slot_), 0) == Tagged(array);
    Held held = Take();
    empty_inside = !Any();
    again = CallJoin(context, array);
    Put(held);
    back = Any() && !CallJoin(context, array);
  });
  return right && seen && empty_inside && again && back && !Any();
}

void JoinStacks::Set(Local<Context> context, Local<Value> joins) const {
  ContextList::Set(isolate_, ContextList::AsArray(context), slot_, joins);
  contexts_->Forget(context);
}

void JoinStacks::Settle(Local<Context> context) {
  if (contexts_ == nullptr || In(Tagged(context))) return;
  constexpr int kLength = 8;  // V8's own for the first one
  const Local<PrimitiveArray> joins = PrimitiveArray::New(isolate_, kLength);
  // No collection wants to know of a write of what is never moved.
  std::fill_n(WordsOf(Tagged(joins)) + kElementsAt, kLength, hole_);
  ContextList::Set(isolate_, ContextList::AsArray(context), slot_, Recast<Value>(joins));
}

// An array of its entries from the given one on, with no room left: V8 makes a larger one for the next entry.
Local<Value> JoinStacks::CopyOf(uintptr_t tagged, size_t from) const {
  Local<Value> joins = MakeHandle<Value>(isolate_, tagged);
  size_t count = from;
  while (count < LengthOf(tagged) && Slot(tagged, count) != hole_) count++;
  if (count == from) return v8::Undefined(isolate_);
  Local<PrimitiveArray> copy = PrimitiveArray::New(isolate_, static_cast<int>(count - from));
  for (size_t i = from; i < count; i++) {
    const Local<Value> entry = MakeHandle<Value>(isolate_, Slot(Tagged(joins), i));
    ContextList::Set(isolate_, copy, i - from, entry);
  }
  return Recast<Value>(copy);
}

JoinStacks::Held JoinStacks::Take() {
  const HandleScope handles(isolate_);
  Held held;
  contexts_->ForAll([&](uintptr_t c) {
    if (!In(c)) return;
    const Local<Context> context = MakeHandle<Context>(isolate_, c);
    held.push_back({{isolate_, context}, {isolate_, MakeHandle<Value>(isolate_, Slot(c, slot_))}, 0});
  });
  for (const Kept& kept : held) Set(kept.context.Get(isolate_), v8::Undefined(isolate_));
  return held;
}

JoinStacks::Held JoinStacks::TakeLeavingCopies(Held* inherited) {
  const HandleScope handles(isolate_);
  Held held = Take();
  for (const Kept& kept : held) {
    const Local<Value> copy = CopyOf(Tagged(kept.joins.Get(isolate_)), 0);
    const Local<Context> context = kept.context.Get(isolate_);
    Set(context, copy);
    inherited->push_back({{isolate_, context}, {}, static_cast<int>(LengthOf(Tagged(copy)))});
  }
  return held;
}

JoinStacks::Held JoinStacks::TakeOwn(const Held& inherited) {
  const HandleScope handles(isolate_);
  Held held = Take();
  for (const Kept& theirs : inherited) {
    for (size_t i = 0; i < held.size(); i++) {
      if (held[i].context != theirs.context) continue;
      const Local<Value> own = CopyOf(Tagged(held[i].joins.Get(isolate_)), static_cast<size_t>(theirs.inherited));
      if (own->IsUndefined()) held.erase(held.begin() + static_cast<std::ptrdiff_t>(i));
      else held[i].joins.Reset(isolate_, own);
      break;
    }
  }
  return held;
}

void JoinStacks::Put(const Held& held) {
  const HandleScope handles(isolate_);
  for (const Kept& kept : held) Set(kept.context.Get(isolate_), kept.joins.Get(isolate_));
}

}  // namespace greenpatch

#else

namespace greenpatch {

std::string JoinStacks::Find(v8::Isolate*, v8::Local<v8::Context>, ContextList*) { return "V8's memory is not looked at on this platform"; }
JoinStacks::Held JoinStacks::Take() { return {}; }
JoinStacks::Held JoinStacks::TakeLeavingCopies(Held*) { return {}; }
JoinStacks::Held JoinStacks::TakeOwn(const Held&) { return {}; }
void JoinStacks::Put(const Held&) {}
void JoinStacks::Settle(v8::Local<v8::Context>) {}

}  // namespace greenpatch

#endif
