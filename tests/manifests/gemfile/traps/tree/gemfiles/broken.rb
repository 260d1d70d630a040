gem "ok"
gem "endless
