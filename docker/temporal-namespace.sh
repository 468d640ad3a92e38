#!/bin/sh
# Makes the namespace unless it is there, once the server is healthy. Closed workflows are kept for 30 days.
set -eu

tries=0
until temporal operator cluster health; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || exit 1
  sleep 1
done
temporal operator namespace describe --namespace default ||
  temporal operator namespace create --namespace default --retention 720h
