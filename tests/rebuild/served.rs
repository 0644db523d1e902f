pub struct Served; impl Served { pub fn start() -> Served { Served } }
