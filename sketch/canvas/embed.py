"""embed SET: caches raw (n,2048), tokens (n,257,384) f16."""
import sys,time,csv,os
sys.path.insert(0,'/work/wt-field/src')
import numpy as np, cv2
from pathlib import Path
from importlib import resources
from art_assistant.vision.backbone import CARD,_FILE
from art_assistant.vision.session import create_session, read_verified
from art_assistant.vision.manner import NETWORK_CARD,_NETWORK_FILE
OUT=Path('/work/notes/field-cache')
D=Path('/work/shared/data')
folder=resources.files("art_assistant.vision")/"data"
EXTRA=b':\x11b\x0f\n\rblock7.tokens'
def varint(b,i):
    v=s=0
    while True:
        c=b[i]; i+=1; v|=(c&127)<<s; s+=7
        if c<128: return v,i
def fields(b):
    i=0
    while i<len(b):
        a=i; t,i=varint(b,i)
        if t&7==2: n,i=varint(b,i); i+=n
        elif t&7==0: _,i=varint(b,i)
        elif t&7==5: i+=4
        else: i+=8
        yield t>>3,b[a:i]
def enc(tag,body):
    n=len(body); o=bytes([tag<<3|2])
    while n>127: o+=bytes([n&127|128]); n>>=7
    return o+bytes([n])+body
def cut(model):
    out=b''
    for t,f in fields(model):
        if t==7:
            _,i=varint(f,1); g=f[i:]
            g=b''.join(x for tt,x in fields(g) if tt!=12 or b'embedding' in x[:40])
            f=enc(7,g+enc(12,enc(1,b'block7.tokens')))
        out+=f
    return out
class Net:
    def __init__(self):
        self.b=create_session(cut(read_verified(folder/_FILE,CARD)),1)
        self.e=create_session(read_verified(folder/_NETWORK_FILE,NETWORK_CARD),1)
    def __call__(self,x):
        em,t=self.b.run(['embedding','block7.tokens'],{'picture':x[None]})
        f=self.e.run(['features'],{'picture':x[None]})[0][0]
        return np.concatenate([em[0],f]).astype(np.float32), t[0].astype(np.float16)
def run(name,items,getter,tokens=True):
    net=Net(); raws=[];toks=[];t0=time.time()
    for i,it in enumerate(items):
        r,t=net(getter(it)); raws.append(r)
        if tokens: toks.append(t)
        if i%200==0: print(name,i,len(items),round(time.time()-t0),flush=True)
    np.save(OUT/f'{name}-raw.npy',np.stack(raws))
    if tokens: np.save(OUT/f'{name}-tok.npy',np.stack(toks))
    print(name,'done',round(time.time()-t0),flush=True)
def product(path):
    from art_assistant.study.opening import open_picture
    return open_picture(path).model_input
def plain(path):
    return np.ascontiguousarray(cv2.imread(str(path))[...,::-1])
def rows(p):
    return list(csv.DictReader(open(p,encoding='utf-8')))
if __name__=='__main__':
    for s in sys.argv[1:]:
        if s=='style':
            r=rows(D/'style/labels.csv'); run(s,[D/'style'/x['path'] for x in r],plain,False)
        elif s=='subjects': run(s,sorted((D/'subjects').rglob('*.jpg')),product)
        else:
            t={'field':'pictures.csv','masters':'paintings.csv','gallery':'artworks.csv'}[s]
            run(s,[D/s/x['path'] for x in rows(D/s/t)],product)
