declare module 'unbzip2-stream' {
  /** A stream that takes bzip2 bytes and gives what they hold; several streams in a row are one. */
  export default function unbzip2(): NodeJS.ReadWriteStream;
}
