// Passwords of ten characters and more that lists of leaked ones begin with, among them the keyboard walks and phrases used in China.
#pragma once

#include <array>
#include <string_view>

namespace gongshi::identity {

inline constexpr auto kCommonPasswords = std::to_array<std::string_view>({
    "0123456789",   "0987654321",   "1029384756",    "11111111111", "1234512345",   "12345678901",  "123456789a",   "123456789q",
    "1234567890",   "1234567891",   "12345qwert",    "123qweasdzxc", "1357924680",  "147258369a",   "1q2w3e4r5t",   "1q2w3e4r5t6y",
    "1qaz2wsx3edc", "5201314520",   "5841314520",    "7758521520",  "9876543210",   "a123456789",   "aa123456789",  "abc1234567",
    "abc123456789", "abcd123456",   "abcdefghij",    "admin12345",  "admin123456",  "administrator", "asd123456789", "asdfghjkl1",
    "asdfghjkl123", "changeme123",  "code5201314",   "dearbook123", "gongshi123",   "gongshi2026",  "iloveyou123",  "iloveyou1314",
    "letmein123",   "mima123456",   "p@ssw0rd123",   "passw0rd123", "password01",   "password12",   "password123",  "password1234",
    "q1w2e3r4t5",   "q1w2e3r4t5y6", "qazwsxedcrfv",  "qq123456789", "qwer123456",   "qwerty12345",  "qwerty123456", "qwertyuiop",
    "qwertyuiop123", "woaini123456", "woaini1314",   "woaini1314520", "woaini5201314", "woaiwojia123", "xiaoming123", "zaq12wsxcde3",
    "zhengxie123",  "zhongguo123",  "zxcvbnm123",    "zxcvbnm123456",
});

}  // namespace gongshi::identity
