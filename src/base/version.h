/* The version of gongwen, as --version and the producer of documents show it. */
#ifndef GONGWEN_BASE_VERSION_H
#define GONGWEN_BASE_VERSION_H

#define GONGWEN_VERSION "0.1.0"

#endif
