pub mod parquet_file;
