# docker build -t fo-buttwink .
# docker run --rm -p 5151:5151 -v "$PWD/videos:/videos:ro" fo-buttwink demo --videos /videos
FROM python:3.11-slim-bookworm

# What no wheel carries: MediaPipe links to EGL, the database to curl.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libegl1 libgles2 libcurl4 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home lifter

# An environment of the user's own, so that `doctor --fix` may install a database into it.
USER lifter
WORKDIR /home/lifter/app
ENV PATH=/home/lifter/venv/bin:$PATH
COPY --chown=lifter pyproject.toml README.md LICENSE constraints.txt fiftyone.yml plugin_entry.py ./
COPY --chown=lifter assets assets
COPY --chown=lifter fo_buttwink fo_buttwink

# FiftyOne's build of OpenCV needs no screen; MediaPipe's does, and owns the same folder.
RUN python -m venv /home/lifter/venv \
    && pip install --no-cache-dir --constraint constraints.txt '.[export]' \
    && pip install --no-cache-dir --force-reinstall --no-deps --constraint constraints.txt \
       opencv-python-headless

ENV FIFTYONE_DEFAULT_APP_ADDRESS=0.0.0.0 FIFTYONE_DO_NOT_TRACK=true
RUN fo-buttwink doctor --fix && fo-buttwink plugin link
EXPOSE 5151
ENTRYPOINT ["fo-buttwink"]
CMD ["demo"]
