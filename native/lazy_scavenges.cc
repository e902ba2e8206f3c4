#include "lazy_scavenges.h"

#if defined(__linux__)
#include <v8-version.h>

#include <cstddef>
#include <cstring>
#include <string>

#include "v8_flags.h"

namespace greenpatch {
namespace {

using v8::GCCallbackFlags;
using v8::GCType;
using v8::Isolate;

static_assert(offsetof(RestingThread, record) == 0);

// Those whose source has been read: when callbacks run, and that a scavenge moves every young object but large ones, which it promotes.
constexpr bool kKnown = (V8_MAJOR_VERSION == 11 && V8_MINOR_VERSION == 3) || (V8_MAJOR_VERSION == 12 && V8_MINOR_VERSION == 4) ||
                        (V8_MAJOR_VERSION == 13 && V8_MINOR_VERSION == 6) || (V8_MAJOR_VERSION == 14 && V8_MINOR_VERSION == 6);

std::string WhyNotHere() {
  const std::string here = std::to_string(V8_MAJOR_VERSION) + "." + std::to_string(V8_MINOR_VERSION) + ".";
  if (!kKnown || strncmp(v8::V8::GetVersion(), here.c_str(), here.size()) != 0)
    return "how V8 " + std::string(v8::V8::GetVersion()) + " scavenges is not known";
  if (ScavengesPinObjects()) return "V8's scavenges are told to leave some young objects where they are";
  return "";
}

}  // namespace

std::string LazyScavenges::Open(Isolate* isolate, const ThreadStates& states, char* nothing) {
  std::string why = WhyNotHere();
  if (why.empty()) why = roots_.Find(isolate, states);
  if (!why.empty()) return why;
  isolate_ = isolate;
  anchor_ = states.anchor;
  border_.manager = anchor_->manager;
  border_.data = nothing;
  InsertBehind(anchor_->previous, &border_);
  Register();
  return "";
}

void LazyScavenges::Close() {
  if (!on()) return;
  PutBack();
  Unregister();
  TakeFromList(&border_);
  isolate_ = nullptr;
}

void LazyScavenges::Register() {
  isolate_->AddGCPrologueCallback(BeforeGc, this);
  isolate_->AddGCEpilogueCallback(AfterGc, this);
}

void LazyScavenges::Unregister() {
  isolate_->RemoveGCPrologueCallback(BeforeGc, this);
  isolate_->RemoveGCEpilogueCallback(AfterGc, this);
}

// V8 has decided on the kind of the collection before it calls this. Finalizers that run before the other callback may collect as well.
void LazyScavenges::BeforeGc(Isolate*, GCType type, GCCallbackFlags, void* self) {
  auto* lazy = static_cast<LazyScavenges*>(self);
  if (type != v8::kGCTypeScavenge) return lazy->PutBack();
  lazy->scavenges_ = true;
  lazy->TakeOut();
}

void LazyScavenges::AfterGc(Isolate* isolate, GCType type, GCCallbackFlags, void* self) {
  auto* lazy = static_cast<LazyScavenges*>(self);
  lazy->PutBack();
  if (type != v8::kGCTypeScavenge || !lazy->scavenges_) return;
  lazy->scavenges_ = false;
  lazy->Look();
  // Ours is to be the last: another one may allocate, and V8 may then make a full collection without calling us.
  isolate->RemoveGCPrologueCallback(BeforeGc, self);
  isolate->AddGCPrologueCallback(BeforeGc, self);
}

void LazyScavenges::TakeOut() {
  if (out_ || border_.next == anchor_) return;
  first_ = border_.next;
  last_ = anchor_->previous;
  border_.next = anchor_;
  anchor_->previous = &border_;
  out_ = true;
}

void LazyScavenges::PutBack() {
  if (!out_) return;
  border_.next = first_;
  anchor_->previous = last_;
  out_ = false;
}

void LazyScavenges::Look() {
  for (ThreadRecord *record = anchor_->next, *next; record != &border_; record = next) {
    next = record->next;
    if (record->id != ThreadRecord{}.id) continue;  // one of V8's own
    auto* thread = reinterpret_cast<RestingThread*>(record);
    if (thread->resting) LookAt(thread);
  }
}

void LazyScavenges::LookAt(RestingThread* thread) {
  if (thread->seen < kFirstSum && ++thread->seen < kFirstSum) return;
  const uint64_t sum = roots_.Sum(thread->record.data, *thread->sp, thread->top);
  if (thread->seen > kFirstSum && sum == thread->sum) return Hide(thread);
  thread->seen = kFirstSum + 1;
  thread->sum = sum;
}

void LazyScavenges::Hide(RestingThread* thread) {
  TakeFromList(&thread->record);
  InsertBehind(anchor_->previous, &thread->record);
  thread->hidden = true;
  hidden_++;
}

void LazyScavenges::Show(RestingThread* thread) {
  PutBack();
  TakeFromList(&thread->record);
  InsertBehind(anchor_, &thread->record);
  thread->hidden = false;
  hidden_--;
}

}  // namespace greenpatch
#endif
