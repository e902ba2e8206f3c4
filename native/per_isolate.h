// What belongs to an isolate, for callbacks of V8's that get nothing but the isolate, on whichever thread of the threads engine runs.
#pragma once

#include <v8.h>

#include <map>
#include <mutex>
#include <utility>

namespace greenpatch {

template <typename T>
class PerIsolate {
 public:
  void Set(v8::Isolate* isolate, T value) {
    const std::lock_guard<std::mutex> lock(mutex_);
    values_[isolate] = std::move(value);
  }
  void Erase(v8::Isolate* isolate) {
    const std::lock_guard<std::mutex> lock(mutex_);
    values_.erase(isolate);
  }
  // Null where there is none.
  T Get(v8::Isolate* isolate) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = values_.find(isolate);
    return found == values_.end() ? T{} : found->second;
  }

 private:
  std::mutex mutex_;
  std::map<v8::Isolate*, T> values_;
};

}  // namespace greenpatch
