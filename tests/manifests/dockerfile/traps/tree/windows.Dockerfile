# escape=`
# syntax=registry.example/frontends/dockerfile:1

FROM mcr.example/windows/servercore:ltsc2022 AS `
     # a comment between the lines of one instruction

     build
SHELL ["powershell", "-Command"]
RUN dir C:\
COPY --from=mcr.example/windows/nanoserver:ltsc2022 `
  C:\Windows\System32\netapi32.dll C:\Windows\System32\
FROM build
