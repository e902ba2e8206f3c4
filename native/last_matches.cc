#include "last_matches.h"

#if defined(__linux__) && !defined(V8_COMPRESS_POINTERS)

#include <algorithm>
#include <array>

#include "memory_map.h"

namespace greenpatch {

using v8::Context;
using v8::HandleScope;
using v8::Isolate;
using v8::Local;
using v8::PrimitiveArray;
using v8::String;
using v8::Value;

namespace {

KnownOffsets known_offsets;
constexpr size_t kMostRegisters = 1 << 16;
// The number of registers is a small integer, in the upper half of its word. V8 makes nothing of the lower half, but for the lowest bit.
constexpr uintptr_t kMark = LastMatches::kMark, kLowerHalf = 0xffffffff;

// What the probe matches, and the registers of that.
constexpr char kSubjectText[] = "<ab>", kPattern[] = "(a)(b)()()()()()()()()";
constexpr std::array<uintptr_t, 8> kRegistersOfIt{1, 3, 1, 2, 2, 3, 3, 3};
constexpr size_t kCountOfIt = 22;

uintptr_t Integer(size_t value) { return uintptr_t{value} << 32; }

// V8's own exec, whatever the program has made of RegExp.prototype.exec.
bool RunMatch(Local<Context> context, Local<String> pattern, Local<String> subject) {
  Isolate* isolate = Isolate::GetCurrent();
  const v8::TryCatch try_catch(isolate);
  Local<v8::RegExp> expression;
  Local<v8::Object> result;
  Local<String> exec = String::NewFromUtf8Literal(isolate, "exec");
  return v8::RegExp::New(context, pattern, v8::RegExp::kNone).ToLocal(&expression) &&
         expression->CreateDataProperty(context, exec, v8::Undefined(isolate)).FromMaybe(false) &&
         expression->Exec(context, subject).ToLocal(&result) && result->IsArray();
}

// Words behind the length.
const uintptr_t* Elements(uintptr_t info) { return WordsOf(info) + kElementsAt; }

// Whether it is shaped as what the last match is kept in.
bool IsMatch(const MemoryMap& memory, uintptr_t info) {
  std::array<uintptr_t, kElementsAt + 3> head{};
  if (!IsHeapObject(info) || memory.Read(WordsOf(info), head.data(), sizeof head) != sizeof head) return false;
  const size_t count = head[kElementsAt] >> 32;
  if ((head[kElementsAt] & ~kMark) != Integer(count) || count < 2 || count % 2 != 0 || count > kMostRegisters) return false;
  uintptr_t map;
  for (const uintptr_t text : {head[kElementsAt + 1], head[kElementsAt + 2]}) {
    if (!IsHeapObject(text) || memory.Read(WordsOf(text), &map, sizeof map) != sizeof map || !IsHeapObject(map)) return false;
  }
  const std::vector<uintptr_t> registers = memory.Words(Elements(info) + 3, count * sizeof(uintptr_t));
  return registers.size() == count &&
         std::all_of(registers.begin(), registers.end(), [](uintptr_t word) { return (word & kLowerHalf) == 0; });
}

bool IsOurs(uintptr_t info, Local<String> subject) {
  const uintptr_t* words = Elements(info);
  return words[0] >> 32 == kCountOfIt && words[1] == Tagged(subject) && words[2] == Tagged(subject) &&
         std::equal(kRegistersOfIt.begin(), kRegistersOfIt.end(), words + 3,
                    [](uintptr_t value, uintptr_t word) { return word == Integer(value); });
}

// What a static property of RegExp says, where it still is V8's own.
Local<Value> Ask(Local<Context> context, const char* name) {
  Isolate* isolate = Isolate::GetCurrent();
  const auto text = [&](const char* s) { return String::NewFromUtf8(isolate, s).ToLocalChecked(); };
  Local<Value> expression, descriptor, getter, answer;
  if (!context->Global()->GetRealNamedProperty(context, text("RegExp")).ToLocal(&expression) || !expression->IsFunction()) return {};
  if (!expression.As<v8::Object>()->GetOwnPropertyDescriptor(context, text(name)).ToLocal(&descriptor)) return {};
  if (!descriptor->IsObject() || !descriptor.As<v8::Object>()->Get(context, text("get")).ToLocal(&getter)) return {};
  if (!getter->IsFunction() || getter.As<v8::Function>()->ScriptId() != v8::UnboundScript::kNoScriptId) return {};
  return getter.As<v8::Function>()->Call(context, expression, 0, nullptr).FromMaybe(answer);
}

}  // namespace

std::string LastMatches::Find(Isolate* isolate, Local<Context> context, ContextList* contexts) {
  const HandleScope handles(isolate);
  const Context::Scope scope(context);
  const v8::TryCatch try_catch(isolate);
  isolate_ = isolate;
  undefined_ = contexts->undefined();
  std::vector<size_t> offsets;
  const auto search = [&](std::vector<size_t>* found) { return Search(context, found); };
  const std::string why = known_offsets.Get(search, &offsets);
  if (!why.empty()) return why;
  slot_ = offsets[0];
  const std::string wrong = Verify(context);
  if (wrong.empty()) contexts_ = contexts;
  return wrong;
}

// It is the slot whose object holds what has been matched just now. What was there is put back.
std::string LastMatches::Search(Local<Context> context, std::vector<size_t>* offsets) {
  MemoryMap memory;
  if (!memory.readable()) return "this process may not read its own memory safely";
  const size_t length = ContextList::LengthOf(Tagged(context));
  std::vector<Local<PrimitiveArray>> before(length);
  for (size_t i = 0; i < length; i++) {
    const uintptr_t info = ContextList::Slot(Tagged(context), i);
    if (IsMatch(memory, info)) before[i] = Copy(info);
  }
  Local<String> subject = String::NewFromUtf8Literal(isolate_, kSubjectText);
  if (!RunMatch(context, String::NewFromUtf8Literal(isolate_, kPattern), subject)) return "V8 does not match";
  std::vector<size_t> slots;
  for (size_t i = 0; i < length; i++) {
    const uintptr_t info = ContextList::Slot(Tagged(context), i);
    if (!before[i].IsEmpty() && IsMatch(memory, info) && IsOurs(info, subject)) slots.push_back(i);
  }
  if (slots.size() != 1) return "V8's last match was found " + std::to_string(slots.size()) + " times instead of once";
  slot_ = slots[0];
  WriteTo(context, before[slot_]);
  *offsets = slots;
  return "";
}

std::string LastMatches::Verify(Local<Context> context) {
  MemoryMap memory;
  if (!IsMatch(memory, Of(Tagged(context)))) return "V8's last match is not where another thread has found it";
  Local<PrimitiveArray> before = Copy(Of(Tagged(context)));
  Local<String> subject = String::NewFromUtf8Literal(isolate_, kSubjectText);
  const bool kept = RunMatch(context, String::NewFromUtf8Literal(isolate_, kPattern), subject) &&
                    IsOurs(Of(Tagged(context)), subject) && KeepsWhatIsMarked(context);
  Local<PrimitiveArray> copy = Copy(Of(Tagged(context)));
  Local<String> other = String::NewFromUtf8Literal(isolate_, "other");
  const bool unmarked = RunMatch(context, other, other) && *CountOf(Tagged(context)) == Integer(2);
  WriteTo(context, copy);
  const bool back = IsOurs(Of(Tagged(context)), subject) && (*CountOf(Tagged(context)) & kMark) != 0;
  WriteTo(context, before);
  *CountOf(Tagged(context)) &= ~kLowerHalf;
  return kept && unmarked && back ? "" : "V8's last match can't be exchanged";
}

// The mark changes nothing of what the program sees.
bool LastMatches::KeepsWhatIsMarked(Local<Context> context) {
  constexpr std::array<const char*, 8> kNames{"$1", "$2", "$9", "$&", "$+", "$`", "$'", "$_"};
  std::vector<Local<Value>> answers;
  for (const char* name : kNames) answers.push_back(Ask(context, name));
  *CountOf(Tagged(context)) |= kMark;
  for (size_t i = 0; i < kNames.size(); i++) {
    const Local<Value> answer = Ask(context, kNames[i]);
    if (answer.IsEmpty() != answers[i].IsEmpty() || (!answer.IsEmpty() && !answer->StrictEquals(answers[i]))) return false;
  }
  return true;
}

Local<PrimitiveArray> LastMatches::Copy(uintptr_t info) const {
  const size_t count = Elements(info)[kCount] >> 32;
  Local<Value> subject = MakeHandle<Value>(isolate_, Elements(info)[kSubject]);
  Local<Value> input = MakeHandle<Value>(isolate_, Elements(info)[kInput]);
  const std::vector<uintptr_t> registers(Elements(info) + kRegisters, Elements(info) + kRegisters + count);
  Local<PrimitiveArray> copy = PrimitiveArray::New(isolate_, static_cast<int>(kRegisters + count));
  ContextList::Set(isolate_, copy, kSubject, subject);
  ContextList::Set(isolate_, copy, kInput, input);
  // Small integers: garbage collections want to know of no such write.
  uintptr_t* words = WordsOf(Tagged(copy)) + kElementsAt;
  words[kCount] = Integer(count);
  std::copy(registers.begin(), registers.end(), words + kRegisters);
  return copy;
}

// V8's public function writes up to the object's length, which some versions of V8 count without what precedes the registers.
bool LastMatches::Grow(Local<Context> context, size_t length) const {
  if (ContextList::LengthOf(Of(Tagged(context))) >= length) return true;
  std::string groups;
  for (size_t registers = 0; registers < length; registers += 2) groups += "()";
  Local<String> pattern;
  return String::NewFromUtf8(isolate_, groups.c_str()).ToLocal(&pattern) && RunMatch(context, pattern, String::Empty(isolate_)) &&
         ContextList::LengthOf(Of(Tagged(context))) >= length;
}

void LastMatches::WriteTo(Local<Context> context, Local<PrimitiveArray> copy) {
  const auto length = static_cast<size_t>(copy->Length());
  if (!Grow(context, length)) return;
  Local<Value> info = MakeHandle<Value>(isolate_, Of(Tagged(context)));
  for (const size_t i : {kSubject, kInput})
    ContextList::Set(isolate_, ContextList::AsArray(info), i, MakeHandle<Value>(isolate_, ContextList::Slot(Tagged(copy), i)));
  uintptr_t* words = WordsOf(Tagged(info)) + kElementsAt;
  const uintptr_t* from = WordsOf(Tagged(copy)) + kElementsAt;
  std::copy(from + kRegisters, from + length, words + kRegisters);
  words[kCount] = from[kCount];
  MarkOne(Tagged(context));
}

const LastMatches::Input* LastMatches::InputOf(uintptr_t context) const {
  const auto found = std::find_if(inputs_.begin(), inputs_.end(),
                                  [context](const Input& input) { return Tagged(input.context) == context; });
  return found == inputs_.end() ? nullptr : &*found;
}

bool LastMatches::DiffersFromInput(uintptr_t context) const {
  const Input* input = InputOf(context);
  if (input == nullptr) return Holds(Of(context));
  const uintptr_t* words = Elements(Of(context));
  return (words[kCount] & (kMark | 1)) == 0 || words[kInput] != Tagged(input->text);
}

bool LastMatches::Settle(Local<Context> context) {
  if (contexts_ == nullptr || IsRoomy(Tagged(context))) return false;
  const bool was_marked = (*CountOf(Tagged(context)) & kMark) != 0;
  const Local<PrimitiveArray> copy = Copy(Of(Tagged(context)));
  const bool settled = Grow(context, kRoomy);
  WriteTo(context, copy);
  if (!was_marked) UnmarkOne(Tagged(context));
  return settled;
}

void LastMatches::MarkOne(uintptr_t context) {
  *CountOf(context) |= kMark;
  const auto is_its = [context](const Input& input) { return Tagged(input.context) == context || input.context.IsEmpty(); };
  if (HoldsInputs()) std::erase_if(inputs_, is_its);
  if (!Holds(Of(context))) return;
  const Local<Value> text = MakeHandle<Value>(isolate_, Elements(Of(context))[kInput]);
  inputs_.push_back({{isolate_, MakeHandle<Context>(isolate_, context)}, {isolate_, text}});
  inputs_.back().context.SetWeak();
}

void LastMatches::UnmarkOne(uintptr_t context) {
  if ((*CountOf(context) & 1) == 0) *CountOf(context) &= ~kLowerHalf;
}

void LastMatches::Mark(const Seen& seen) {
  const HandleScope handles(isolate_);
  for (const ContextList::Seen* one : seen) {
    if (!one->handle.IsEmpty()) MarkOne(Tagged(one->handle));
  }
}

void LastMatches::Unmark(const Contexts& contexts) {
  for (const v8::Global<Context>& context : contexts) {
    if (!context.IsEmpty()) UnmarkOne(Tagged(context));
  }
  holder_ = nullptr;
}

void LastMatches::Unmark(const Kept& kept) {
  for (const Match& match : kept) {
    if (!match.context.IsEmpty()) UnmarkOne(Tagged(match.context));
  }
  holder_ = nullptr;
}

LastMatches::Contexts LastMatches::ContextsOf(const Seen& seen) const {
  const HandleScope handles(isolate_);
  Contexts contexts;
  for (const ContextList::Seen* one : seen) {
    if (one->handle.IsEmpty()) continue;
    contexts.emplace_back(isolate_, one->handle.Get(isolate_));
    contexts.back().SetWeak();
  }
  return contexts;
}

void LastMatches::Save(const Seen& seen, Kept* kept) {
  const HandleScope handles(isolate_);
  for (const ContextList::Seen* one : seen) {
    if (!one->handle.IsEmpty()) SaveOne(one->handle.Get(isolate_), kept);
  }
  holder_ = kept;
}

void LastMatches::SaveOne(Local<Context> context, Kept* kept) {
  Local<PrimitiveArray> copy = Copy(Of(Tagged(context)));
  MarkOne(Tagged(context));
  for (Match& match : *kept) {
    if (match.context == context) return match.copy.Reset(isolate_, copy);
  }
  kept->push_back({{isolate_, context}, {isolate_, copy}});
  kept->back().context.SetWeak();
}

void LastMatches::Return(const Kept& kept) {
  const HandleScope handles(isolate_);
  for (const Match& match : kept) {
    if (!match.context.IsEmpty()) WriteTo(match.context.Get(isolate_), match.copy.Get(isolate_));
  }
  holder_ = &kept;
}

}  // namespace greenpatch

#else

namespace greenpatch {

std::string LastMatches::Find(v8::Isolate*, v8::Local<v8::Context>, ContextList*) {
  return "V8's memory is not looked at on this platform";
}
bool LastMatches::Settle(v8::Local<v8::Context>) { return false; }
void LastMatches::Mark(const Seen&) {}
void LastMatches::Unmark(const Contexts&) {}
void LastMatches::Unmark(const Kept&) {}
LastMatches::Contexts LastMatches::ContextsOf(const Seen&) const { return {}; }
void LastMatches::Save(const Seen&, Kept*) {}
void LastMatches::Return(const Kept&) {}
bool LastMatches::DiffersFromInput(uintptr_t) const { return false; }

}  // namespace greenpatch

#endif
