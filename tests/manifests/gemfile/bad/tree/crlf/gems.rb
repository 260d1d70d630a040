source "https://registry.example"
gem "a",
  "~> 1"
group :test do
  gem "b"
end
gem "a"
