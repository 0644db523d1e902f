# An image with the static program and nothing else, which runs without root:
#   scripts/release x86_64-unknown-linux-musl
#   tar -xzf target/release-archives/fissure-*-x86_64-unknown-linux-musl.tar.gz --strip-components 1 -C image
#   docker build --tag fissure image -f Dockerfile
# The site is a volume at /site. Its user must be the one of the files: docker run --user "$(id -u):$(id -g)".
FROM scratch
COPY fissure LICENSE-APACHE LICENSE-MIT /
USER 65532:65532
WORKDIR /site
ENTRYPOINT ["/fissure"]
CMD ["--help"]
