#include "hidden_script.h"

#if defined(__linux__) && !defined(V8_COMPRESS_POINTERS)

#include <algorithm>
#include <string>
#include <vector>

#include "isolate_words.h"

namespace greenpatch {

using v8::Context;
using v8::Function;
using v8::Isolate;
using v8::Local;
using v8::String;
using v8::Value;

namespace {

KnownOffsets known_offsets;

// Small integers of V8 are in the upper half of a word. The types of V8's scripts: normal ones, and those of its inspector.
constexpr uintptr_t kNormal = uintptr_t{2} << 32, kInspector = uintptr_t{4} << 32;
// How many words of a function, of what functions share, and of a script are looked at.
constexpr size_t kWords = 24;
// A script has more than so many in all known versions, and its type among them.
constexpr size_t kLeastScript = 12;
constexpr char kName[] = "greenpatchHiddenSample";
constexpr int kFrames = 2;  // the sample is the topmost one, or V8's of the builtin that looks comes first

// The way from a function to its script's type, in words.
struct Way {
  size_t shared, script, type;
};

std::vector<uintptr_t> Object(const MemoryMap& memory, uintptr_t tagged) {
  if (!IsHeapObject(tagged)) return {};
  return memory.Words(WordsOf(tagged), kWords * sizeof(uintptr_t));
}

// A function that calls what it is given.
bool MakeSample(Isolate* isolate, Local<Context> context, Local<Value>* source, Local<Function>* sample) {
  const std::string text = std::string("(function ") + kName + "(call) { return call(); })";
  Local<String> string;
  Local<v8::Script> script;
  Local<Value> made;
  if (!String::NewFromUtf8(isolate, text.c_str()).ToLocal(&string) || !v8::Script::Compile(context, string).ToLocal(&script) ||
      !script->Run(context).ToLocal(&made) || !made->IsFunction())
    return false;
  *source = string;
  *sample = made.As<Function>();
  return true;
}

// Whether the running stack lacks the sample, which has called this.
void Look(const v8::FunctionCallbackInfo<Value>& info) {
  Isolate* isolate = info.GetIsolate();
  bool hidden = true;
  const Local<v8::StackTrace> stack = v8::StackTrace::CurrentStackTrace(isolate, kFrames, v8::StackTrace::kFunctionName);
  for (int nth = 0; nth < stack->GetFrameCount(); nth++) {
    const Local<String> name = stack->GetFrame(isolate, static_cast<uint32_t>(nth))->GetFunctionName();
    hidden = hidden && (name.IsEmpty() || !name->StringEquals(info.Data().As<String>()));
  }
  info.GetReturnValue().Set(hidden);
}

// Whether V8 leaves the function out of the stack.
bool IsHidden(Isolate* isolate, Local<Context> context, Local<Function> sample) {
  Local<Function> look;
  Local<Value> hidden;
  if (!Function::New(context, Look, sample->GetName()).ToLocal(&look)) return false;
  Local<Value> args[] = {look};
  return sample->Call(context, v8::Undefined(isolate), 1, args).ToLocal(&hidden) && hidden->IsTrue();
}

// Every way of two steps from the function to an object that has the source.
std::vector<Way> WaysTo(const MemoryMap& memory, uintptr_t function, uintptr_t source) {
  std::vector<Way> ways;
  const std::vector<uintptr_t> words = Object(memory, function);
  for (size_t i = 1; i < words.size(); i++) {
    const std::vector<uintptr_t> shared = Object(memory, words[i]);
    for (size_t j = 1; j < shared.size(); j++) {
      const std::vector<uintptr_t> script = Object(memory, shared[j]);
      if (!script.empty() && std::find(script.begin() + 1, script.end(), source) != script.end()) ways.push_back({i, j, 0});
    }
  }
  return ways;
}

uintptr_t* ScriptOf(uintptr_t function, const Way& way) {
  const uintptr_t shared = WordsOf(function)[way.shared];
  const uintptr_t script = IsHeapObject(shared) ? WordsOf(shared)[way.script] : 0;
  return IsHeapObject(script) ? WordsOf(script) : nullptr;
}

// The first words of a function are its map and what every object has; a function is shorter than what is looked at, so what lies
// behind it may lead to its script as well. The nearest way counts, and the type must be in one word.
std::string Search(Isolate* isolate, Local<Context> context, std::vector<size_t>* offsets) {
  const MemoryMap memory;
  if (!memory.readable()) return "this process may not read its own memory safely";
  Local<Value> source;
  Local<Function> sample;
  if (!MakeSample(isolate, context, &source, &sample)) return "V8 compiles no script";
  if (IsHidden(isolate, context, sample)) return "V8 shows no functions in stacks";
  const std::vector<Way> ways = WaysTo(memory, Tagged(sample), Tagged(source));
  if (ways.empty()) return "the script of a function was not found";
  const Way way = ways.front();
  uintptr_t* script = ScriptOf(Tagged(sample), way);
  std::vector<size_t> types;
  for (size_t k = 1; k < kLeastScript; k++) {
    if (script[k] != kNormal) continue;
    script[k] = kInspector;
    if (IsHidden(isolate, context, sample)) types.push_back(k);
    script = ScriptOf(Tagged(sample), way);  // a garbage collection may have moved it
    script[k] = kNormal;
  }
  if (types.size() != 1) return "the type of a script was found " + std::to_string(types.size()) + " times instead of once";
  *offsets = {way.shared, way.script, types[0]};
  return "";
}

}  // namespace

std::string HideScriptOf(Isolate* isolate, Local<Context> context, Local<Function> function) {
  const v8::HandleScope handles(isolate);
  const Context::Scope scope(context);
  const v8::TryCatch try_catch(isolate);
  std::vector<size_t> offsets;
  const std::string why =
      known_offsets.Get([&](std::vector<size_t>* found) { return Search(isolate, context, found); }, &offsets);
  if (!why.empty()) return why;
  const Way way{offsets[0], offsets[1], offsets[2]};
  Local<Value> source;
  Local<Function> sample;
  if (!MakeSample(isolate, context, &source, &sample)) return "V8 compiles no script";
  // What a script looks like is told by one of this thread: the first word of all is the same.
  const uintptr_t *known = ScriptOf(Tagged(sample), way), *theirs = ScriptOf(Tagged(function), way);
  if (known == nullptr || theirs == nullptr || known[0] != theirs[0] || known[way.type] != kNormal)
    return "the script of a function is not where it was found";
  if (theirs[way.type] == kInspector) return "";
  if (theirs[way.type] != kNormal) return "a script has another type than known";
  ScriptOf(Tagged(function), way)[way.type] = kInspector;
  return "";
}

}  // namespace greenpatch

#else

namespace greenpatch {

std::string HideScriptOf(v8::Isolate*, v8::Local<v8::Context>, v8::Local<v8::Function>) {
  return "V8's memory is not looked at on this platform";
}

}  // namespace greenpatch

#endif
