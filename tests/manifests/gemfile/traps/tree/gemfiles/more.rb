gem "more"
eval_gemfile "common.rb"
