// A path as Node hands it to the system.
#pragma once

#include <v8.h>

#include <cstring>
#include <string>

namespace greenpatch {

class Path {
 public:
  Path(v8::Isolate* isolate, v8::Local<v8::Value> value)
      : text_(isolate, value->IsString() ? value : v8::Local<v8::Value>()) {
    if (value->IsString()) {
      path_ = *text_;
      length_ = static_cast<size_t>(text_.length());
    } else if (value->IsArrayBufferView()) {
      bytes_.resize(value.As<v8::ArrayBufferView>()->ByteLength());
      value.As<v8::ArrayBufferView>()->CopyContents(bytes_.data(), bytes_.size());
      path_ = bytes_.c_str();
      length_ = bytes_.size();
    }
  }
  const char* get() const { return path_; }
  bool empty() const { return length_ == 0; }
  // Neither empty nor with a zero byte in it.
  bool valid() const { return length_ > 0 && memchr(path_, 0, length_) == nullptr; }

 private:
  const v8::String::Utf8Value text_;
  std::string bytes_;
  const char* path_ = nullptr;
  size_t length_ = 0;
};

}  // namespace greenpatch
