gem "common", "1.2.3"
gem "near", path: "near"
eval_gemfile "more.rb"
eval_gemfile "../Gemfile"
gem computed
